<?php
/**
 * Routes of this site for its own editor and settings pages.
 *
 * @package NewsroomAssistant
 */

declare( strict_types=1 );

namespace NewsroomAssistant;

defined( 'ABSPATH' ) || exit;

/** Browsers get short tokens here, never the key. */
final class Rest {
	private const SPACE   = 'newsroom-assistant/v1';
	private const MINUTES = 30;
	private const BATCH   = 50;

	public static function register(): void {
		add_action( 'rest_api_init', array( self::class, 'routes' ) );
	}

	public static function routes(): void {
		$manage = fn () => current_user_can( 'manage_options' );
		self::route( '/token', array( self::class, 'token' ), array( Options::class, 'allows_user' ) );
		self::route( '/test', array( self::class, 'test' ), $manage );
		self::route( '/import', array( self::class, 'import' ), $manage );
	}

	/** A token for the person logged in, for pages of this site. */
	public static function token(): \WP_REST_Response|\WP_Error {
		$asked = array(
			'subject' => wp_get_current_user()->user_login,
			'origins' => array( Options::origin() ),
			'role'    => current_user_can( 'edit_others_posts' ) ? 'editor' : 'reporter',
			'minutes' => self::MINUTES,
		);
		return self::answer( fn () => Client::call( 'POST', '/v1/tokens', $asked ) );
	}

	/** Whose key this is, and whether the archive can be written with it. */
	public static function test(): \WP_REST_Response|\WP_Error {
		return self::answer(
			function () {
				$me = Client::call( 'GET', '/v1/me' );
				return array(
					'name'   => $me['name'],
					'role'   => $me['role'],
					'writes' => in_array( $me['role'], array( 'archivist', 'admin' ), true ),
				);
			}
		);
	}

	/** Send the next published posts to the archive; call again until `done`. */
	public static function import( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		global $wpdb;
		$after = max( 0, (int) $request['after'] );
		$types = array_map( 'sanitize_key', (array) Options::get( 'post_types' ) );
		$marks = implode( ',', array_fill( 0, count( $types ), '%s' ) );
		// phpcs:disable WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $marks holds placeholders only.
		$ids   = $wpdb->get_col( $wpdb->prepare( "SELECT ID FROM $wpdb->posts WHERE post_status = 'publish' AND post_type IN ($marks) AND ID > %d ORDER BY ID LIMIT %d", ...array( ...$types, $after, self::BATCH ) ) );
		$total = (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM $wpdb->posts WHERE post_status = 'publish' AND post_type IN ($marks)", ...$types ) );
		// phpcs:enable
		$posts = array_filter( array_map( 'get_post', array_map( 'intval', $ids ) ) );
		return self::answer(
			function () use ( $posts, $ids, $after, $total ) {
				$lines    = array() === $posts ? array() : Client::store_many( array_map( array( Articles::class, 'of' ), array_values( $posts ) ) );
				$rejected = array_values( array_filter( $lines, fn ( $line ) => 'rejected' === $line['status'] ) );
				foreach ( $posts as $post ) {
					update_post_meta( $post->ID, Sync::SENT, gmdate( DATE_ATOM ) );
				}
				$last = array() === $ids ? $after : (int) end( $ids );
				update_option( 'newsroom_assistant_imported', $last, false );
				return array(
					'sent'     => count( $lines ) - count( $rejected ),
					'rejected' => array_map( fn ( $line ) => array( 'id' => $line['id'], 'detail' => $line['error']['detail'] ?? '' ), $rejected ),
					'last'     => $last,
					'total'    => $total,
					'done'     => count( $ids ) < self::BATCH,
				);
			}
		);
	}

	private static function route( string $path, callable $do, callable $may ): void {
		register_rest_route( self::SPACE, $path, array( 'methods' => 'POST', 'callback' => $do, 'permission_callback' => $may ) );
	}

	private static function answer( callable $work ): \WP_REST_Response|\WP_Error {
		try {
			return new \WP_REST_Response( $work() );
		} catch ( Failure $failure ) {
			return new \WP_Error( 'newsroom_assistant', $failure->getMessage(), array( 'status' => 503, 'assistant' => $failure->status ) );
		}
	}
}
