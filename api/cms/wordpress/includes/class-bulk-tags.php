<?php
/**
 * Bulk action "Gợi ý thẻ" on the list of posts.
 *
 * @package NewsroomAssistant
 */

declare( strict_types=1 );

namespace NewsroomAssistant;

defined( 'ABSPATH' ) || exit;

/** Suggests tags for the chosen posts on a page of its own; only what is ticked there is added. */
final class Bulk_Tags {
	private const ACTION  = 'newsroom_suggest_tags';
	private const PAGE    = 'newsroom-suggested-tags';
	private const LIMIT   = 64;
	private const SECONDS = 15.0;

	public static function register(): void {
		add_action( 'admin_init', array( self::class, 'hook_lists' ) );
		add_action( 'admin_menu', array( self::class, 'menu' ) );
		add_action( 'admin_post_' . self::ACTION, array( self::class, 'accept' ) );
	}

	public static function hook_lists(): void {
		if ( ! Options::ready() || ! Options::allows_user() ) {
			return;
		}
		foreach ( (array) Options::get( 'post_types' ) as $type ) {
			add_filter( "bulk_actions-edit-$type", fn ( $actions ) => $actions + array( self::ACTION => 'Gợi ý thẻ' ) );
			add_filter( "handle_bulk_actions-edit-$type", array( self::class, 'chosen' ), 10, 3 );
		}
	}

	public static function menu(): void {
		add_submenu_page( '', 'Thẻ gợi ý', 'Thẻ gợi ý', 'edit_posts', self::PAGE, array( self::class, 'page' ) );
	}

	/** @param int[] $ids */
	public static function chosen( string $back, string $action, array $ids ): string {
		if ( self::ACTION !== $action ) {
			return $back;
		}
		$ids = implode( ',', array_slice( array_map( 'intval', $ids ), 0, self::LIMIT ) );
		return add_query_arg( array( 'page' => self::PAGE, 'posts' => $ids ), admin_url( 'admin.php' ) );
	}

	public static function page(): void {
		// phpcs:ignore WordPress.Security.NonceVerification -- reading only; what is ticked is sent with a nonce.
		$ids   = array_slice( array_map( 'intval', explode( ',', sanitize_text_field( wp_unslash( $_GET['posts'] ?? '' ) ) ) ), 0, self::LIMIT );
		$posts = array_values( array_filter( array_map( 'get_post', array_filter( $ids ) ), fn ( $post ) => $post && Options::covers( $post ) && current_user_can( 'edit_post', $post->ID ) ) );
		echo '<div class="wrap"><h1>Thẻ gợi ý</h1>';
		try {
			$results = array() === $posts ? array() : Client::call( 'POST', '/v1/tags', array( 'articles' => array_map( array( Articles::class, 'of' ), $posts ) ), self::SECONDS )['results'];
			self::form( $posts, $results );
		} catch ( Failure $failure ) {
			printf( '<div class="notice notice-error"><p>%s</p></div>', esc_html( $failure->getMessage() ) );
		}
		echo '</div>';
	}

	/** Add the ticked tags and tell the assistant. */
	public static function accept(): void {
		check_admin_referer( self::ACTION );
		$ticked   = is_array( $_POST['tags'] ?? null ) ? wp_unslash( $_POST['tags'] ) : array(); // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- below
		$feedback = array();
		$count    = 0;
		foreach ( $ticked as $id => $tags ) {
			$post = get_post( (int) $id );
			if ( ! $post || ! Options::covers( $post ) || ! current_user_can( 'edit_post', $post->ID ) || ! is_array( $tags ) ) {
				continue;
			}
			foreach ( $tags as $suggestion => $label ) {
				$feedback[] = array( 'article_id' => Articles::id( $post->ID ), 'action' => 'accept', 'suggestion_id' => sanitize_text_field( (string) $suggestion ) );
			}
			$labels = array_map( 'sanitize_text_field', array_map( 'strval', array_values( $tags ) ) );
			wp_set_post_terms( $post->ID, self::term_ids( $labels ), (string) Options::get( 'tags' ), true );
			wp_after_insert_post( $post, true, $post );
			$count += count( $labels );
		}
		self::tell( $feedback );
		wp_safe_redirect( add_query_arg( 'newsroom_added', $count, admin_url( 'edit.php' ) ) );
		exit;
	}

	/**
	 * @param string[] $labels
	 * @return int[]
	 */
	private static function term_ids( array $labels ): array {
		$taxonomy = (string) Options::get( 'tags' );
		$ids      = array();
		foreach ( $labels as $label ) {
			$known = get_term_by( 'name', $label, $taxonomy );
			$made  = $known ? array( 'term_id' => $known->term_id ) : wp_insert_term( $label, $taxonomy );
			if ( ! is_wp_error( $made ) ) {
				$ids[] = (int) $made['term_id'];
			}
		}
		return $ids;
	}

	/** @param array<array<string, string>> $feedback */
	private static function tell( array $feedback ): void {
		try {
			foreach ( array_chunk( $feedback, 500 ) as $some ) {
				Client::call( 'POST', '/v1/feedback', $some );
			}
		} catch ( Failure ) {
			return; // the tags are in the posts; the assistant only learns less
		}
	}

	/**
	 * @param \WP_Post[]                  $posts
	 * @param array<array<string, mixed>> $results
	 */
	private static function form( array $posts, array $results ): void {
		printf( '<form method="post" action="%s"><input type="hidden" name="action" value="%s">', esc_url( admin_url( 'admin-post.php' ) ), esc_attr( self::ACTION ) );
		wp_nonce_field( self::ACTION );
		echo '<p>Đánh dấu thẻ muốn nhận. Thẻ không đánh dấu thì bài giữ nguyên.</p><table class="widefat striped"><thead><tr><th scope="col">Bài</th><th scope="col">Thẻ gợi ý</th></tr></thead><tbody>';
		foreach ( $posts as $place => $post ) {
			$result = $results[ $place ] ?? array();
			printf( '<tr><td><a href="%s">%s</a></td><td>', esc_url( (string) get_edit_post_link( $post->ID ) ), esc_html( get_the_title( $post ) ) );
			if ( isset( $result['error'] ) ) {
				echo esc_html( (string) $result['error']['detail'] );
			}
			foreach ( $result['tags'] ?? array() as $tag ) {
				if ( 'section' === $tag['kind'] ) {
					continue; // a section is no tag, and old posts have theirs
				}
				$sure = null === $tag['confidence'] ? '' : sprintf( ' (%d %%)', round( 100 * $tag['confidence'] ) );
				printf( '<label style="display:inline-block;margin:0 16px 4px 0"><input type="checkbox" name="tags[%d][%s]" value="%s"> <bdi>%s</bdi>%s</label>', (int) $post->ID, esc_attr( $tag['suggestion_id'] ), esc_attr( $tag['label'] ), esc_html( $tag['label'] ), esc_html( $sure ) );
			}
			echo '</td></tr>';
		}
		echo '</tbody></table>';
		submit_button( 'Nhận các thẻ đã đánh dấu' );
		echo '</form>';
	}
}
