<?php
/**
 * The settings page: Cài đặt → Trợ lý tòa soạn.
 *
 * @package NewsroomAssistant
 */

declare( strict_types=1 );

namespace NewsroomAssistant;

defined( 'ABSPATH' ) || exit;

/** Shows and stores the settings; the key is written, never shown. */
final class Settings {
	private const PAGE = 'newsroom-assistant';

	public static function register(): void {
		add_action( 'admin_menu', array( self::class, 'menu' ) );
		add_action( 'admin_init', array( self::class, 'setting' ) );
		add_action( 'admin_enqueue_scripts', array( self::class, 'enqueue' ) );
	}

	public static function menu(): void {
		add_options_page( 'Trợ lý tòa soạn', 'Trợ lý tòa soạn', 'manage_options', self::PAGE, array( self::class, 'page' ) );
	}

	public static function setting(): void {
		register_setting( self::PAGE, Options::NAME, array( 'sanitize_callback' => array( self::class, 'clean' ) ) );
	}

	public static function enqueue( string $hook ): void {
		if ( 'settings_page_' . self::PAGE === $hook ) {
			wp_enqueue_script( 'newsroom-assistant-settings', plugins_url( 'settings.js', PLUGIN_FILE ), array( 'wp-api-fetch' ), VERSION, true );
		}
	}

	/**
	 * @param mixed $sent What the form sent.
	 * @return array<string, mixed>
	 */
	public static function clean( mixed $sent ): array {
		$sent = is_array( $sent ) ? $sent : array();
		$old  = Options::all();
		$list = fn ( string $name, array $known ) => array_values( array_intersect( array_map( 'sanitize_key', (array) ( $sent[ $name ] ?? array() ) ), $known ) );
		$text = fn ( string $name ) => sanitize_text_field( (string) ( $sent[ $name ] ?? '' ) );
		return array(
			'url'        => esc_url_raw( $text( 'url' ), array( 'http', 'https' ) ),
			'public_url' => esc_url_raw( $text( 'public_url' ), array( 'http', 'https' ) ),
			'key'        => '' !== $text( 'key' ) ? $text( 'key' ) : $old['key'],
			'roles'      => $list( 'roles', array_keys( wp_roles()->roles ) ),
			'tags'       => sanitize_key( $text( 'tags' ) ),
			'sections'   => sanitize_key( $text( 'sections' ) ),
			'post_types' => $list( 'post_types', get_post_types( array( 'public' => true ) ) ),
			'source'     => $text( 'source' ),
			'sync'       => ! empty( $sent['sync'] ),
			'on_save'    => ! empty( $sent['on_save'] ),
		);
	}

	public static function page(): void {
		echo '<div class="wrap"><h1>Trợ lý tòa soạn</h1><form method="post" action="options.php"><table class="form-table" role="presentation">';
		settings_fields( self::PAGE );
		self::text_row( 'url', 'Địa chỉ máy chủ trợ lý', 'Như máy chủ WordPress nối tới, ví dụ http://127.0.0.1:8000', 'url' );
		self::text_row( 'public_url', 'Địa chỉ cho trình duyệt', 'Để trống nếu giống địa chỉ trên.', 'url' );
		self::key_row();
		self::check_row( 'roles', 'Vai trò được dùng', array_map( 'translate_user_role', wp_roles()->get_names() ) );
		self::select_row( 'tags', 'Thẻ đi vào' );
		self::select_row( 'sections', 'Chuyên mục đi vào' );
		self::check_row( 'post_types', 'Loại bài', wp_list_pluck( get_post_types( array( 'public' => true ), 'objects' ), 'label' ) );
		self::text_row( 'source', 'Tên nguồn trong kho', 'Để trống: dùng tên trang.', 'text' );
		self::switch_row( 'sync', 'Gửi bài đã đăng vào kho (trong nền)' );
		self::switch_row( 'on_save', 'Gợi ý mỗi khi lưu bài, nếu thanh bên đang mở' );
		echo '</table>';
		submit_button( 'Lưu' );
		echo '</form>';
		self::tools();
		echo '</div>';
	}

	private static function tools(): void {
		echo '<h2>Thử kết nối</h2><p><button type="button" class="button" id="newsroom-test">Thử kết nối</button> <span id="newsroom-tested" role="status"></span></p>';
		echo '<h2>Đưa bài cũ vào kho</h2><p>Gửi mọi bài đã đăng, từng đợt. Có thể dừng rồi chạy tiếp; gửi lại không làm nhân đôi bài.</p>';
		printf(
			'<p><button type="button" class="button" id="newsroom-import" data-after="%d">Bắt đầu</button> <button type="button" class="button" id="newsroom-restart">Từ đầu</button></p>',
			(int) get_option( 'newsroom_assistant_imported', 0 )
		);
		echo '<p><progress id="newsroom-progress" value="0" max="1" hidden aria-label="Tiến độ"></progress> <span id="newsroom-imported" role="status"></span></p><ul id="newsroom-rejected"></ul>';
	}

	private static function row( string $name, string $label, string $field ): void {
		// $field is made below from escaped parts only.
		printf( '<tr><th scope="row"><label for="newsroom-%s">%s</label></th><td>%s</td></tr>', esc_attr( $name ), esc_html( $label ), $field ); // phpcs:ignore WordPress.Security.EscapeOutput
	}

	private static function field_name( string $name ): string {
		return esc_attr( Options::NAME . '[' . $name . ']' );
	}

	private static function text_row( string $name, string $label, string $help, string $type ): void {
		$field = sprintf( '<input type="%s" class="regular-text" id="newsroom-%s" name="%s" value="%s"><p class="description">%s</p>', esc_attr( $type ), esc_attr( $name ), self::field_name( $name ), esc_attr( (string) Options::get( $name ) ), esc_html( $help ) );
		self::row( $name, $label, $field );
	}

	private static function key_row(): void {
		if ( defined( 'NEWSROOM_ASSISTANT_KEY' ) ) {
			self::row( 'key', 'Khóa', '<p id="newsroom-key">' . esc_html( 'Đặt trong wp-config.php (NEWSROOM_ASSISTANT_KEY).' ) . '</p>' );
			return;
		}
		$state = '' !== Options::key() ? 'Đã lưu; nhập khóa khác để thay.' : 'Tạo ở máy chủ trợ lý: newsroom keys add wordpress --role archivist';
		$field = sprintf( '<input type="password" class="regular-text" id="newsroom-key" name="%s" value="" autocomplete="off"><p class="description">%s</p>', self::field_name( 'key' ), esc_html( $state ) );
		self::row( 'key', 'Khóa', $field );
	}

	/** @param array<string, string> $choices */
	private static function check_row( string $name, string $label, array $choices ): void {
		$boxes = '';
		foreach ( $choices as $value => $shown ) {
			$boxes .= sprintf( '<label><input type="checkbox" name="%s[]" value="%s"%s> %s</label><br>', self::field_name( $name ), esc_attr( (string) $value ), checked( in_array( $value, (array) Options::get( $name ), true ), true, false ), esc_html( $shown ) );
		}
		self::row( $name, $label, '<fieldset id="newsroom-' . esc_attr( $name ) . '">' . $boxes . '</fieldset>' );
	}

	private static function select_row( string $name, string $label ): void {
		$options = '<option value="">' . esc_html( '(không dùng)' ) . '</option>';
		foreach ( get_taxonomies( array( 'show_in_rest' => true, 'public' => true ), 'objects' ) as $taxonomy ) {
			$options .= sprintf( '<option value="%s"%s>%s</option>', esc_attr( $taxonomy->name ), selected( Options::get( $name ), $taxonomy->name, false ), esc_html( $taxonomy->label . ' (' . $taxonomy->name . ')' ) );
		}
		self::row( $name, $label, sprintf( '<select id="newsroom-%s" name="%s">%s</select>', esc_attr( $name ), self::field_name( $name ), $options ) );
	}

	private static function switch_row( string $name, string $label ): void {
		self::row( $name, $label, sprintf( '<input type="checkbox" id="newsroom-%s" name="%s" value="1"%s>', esc_attr( $name ), self::field_name( $name ), checked( (bool) Options::get( $name ), true, false ) ) );
	}
}
