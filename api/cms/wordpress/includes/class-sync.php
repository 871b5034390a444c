<?php
/**
 * Keeps the assistant's archive in step with the site, in the background.
 *
 * @package NewsroomAssistant
 */

declare( strict_types=1 );

namespace NewsroomAssistant;

defined( 'ABSPATH' ) || exit;

/**
 * Saving and trashing only note that something changed. A background event then looks at the post as it is and makes the
 * archive agree: published -> PUT, taken off -> PUT as withdrawn, in the trash or gone -> DELETE. It is safe to run twice.
 */
final class Sync {
	public const EVENT    = 'newsroom_assistant_sync';
	public const SENT     = '_newsroom_sent';
	private const TROUBLE = 'newsroom_assistant_trouble';
	private const SECONDS = 10.0;
	/** Seconds to wait before each further attempt. */
	private const WAITS = array( 15, 60, 300, 1800, 7200, 18000, 36000, 86400 );

	public static function register(): void {
		add_action( 'wp_after_insert_post', array( self::class, 'saved' ), 10, 2 );
		add_action( 'trashed_post', array( self::class, 'removed' ) );
		add_action( 'before_delete_post', array( self::class, 'removed' ) );
		add_action( self::EVENT, array( self::class, 'run' ), 10, 2 );
		add_action( 'admin_notices', array( self::class, 'notice' ) );
	}

	public static function saved( int $post_id, \WP_Post $post ): void {
		if ( ! Options::covers( $post ) || wp_is_post_revision( $post ) || wp_is_post_autosave( $post ) ) {
			return;
		}
		if ( 'publish' === $post->post_status || get_post_meta( $post_id, self::SENT, true ) ) {
			self::schedule( $post_id );
		}
	}

	public static function removed( int $post_id ): void {
		if ( get_post_meta( $post_id, self::SENT, true ) ) {
			self::schedule( $post_id );
		}
	}

	/** Make the archive agree with the post as it is now. */
	public static function run( int $post_id, int $attempt ): void {
		try {
			self::agree( $post_id, get_post( $post_id ) );
			delete_option( self::TROUBLE );
		} catch ( Failure $failure ) {
			self::failed( $post_id, $attempt, $failure );
		}
	}

	public static function forget_events(): void {
		wp_unschedule_hook( self::EVENT );
	}

	/** One notice for all that is waiting. */
	public static function notice(): void {
		$trouble = get_option( self::TROUBLE );
		if ( ! is_array( $trouble ) || ! current_user_can( 'edit_others_posts' ) ) {
			return;
		}
		printf(
			'<div class="notice notice-warning is-dismissible"><p>%s</p></div>',
			esc_html( sprintf( 'Trợ lý tòa soạn: có bài chưa gửi được vào kho từ %s (%s) Bài vẫn đăng bình thường và sẽ được gửi lại.', wp_date( 'H:i j/n/Y', (int) $trouble['since'] ), $trouble['detail'] ) )
		);
	}

	private static function agree( int $post_id, ?\WP_Post $post ): void {
		if ( null === $post || 'trash' === $post->post_status ) {
			self::delete( $post_id );
			delete_post_meta( $post_id, self::SENT );
			return;
		}
		$article = Articles::of( $post );
		if ( 'publish' !== $post->post_status ) {
			$article['status'] = 'withdrawn';
		}
		Client::call( 'PUT', Client::article_path( $post_id ), $article, self::SECONDS );
		update_post_meta( $post_id, self::SENT, gmdate( DATE_ATOM ) );
	}

	private static function delete( int $post_id ): void {
		try {
			Client::call( 'DELETE', Client::article_path( $post_id ), null, self::SECONDS );
		} catch ( Failure $failure ) {
			if ( 404 !== $failure->status ) {
				throw $failure;
			}
		}
	}

	private static function schedule( int $post_id, int $attempt = 0, int $wait = 0 ): void {
		if ( ! Options::ready() || ! Options::get( 'sync' ) ) {
			return;
		}
		wp_schedule_single_event( time() + $wait, self::EVENT, array( $post_id, $attempt ) );
		// A post that was sent once must be taken back even if it was trashed before the event ran.
		add_post_meta( $post_id, self::SENT, 'pending', true );
		if ( 0 === $wait && ! ( defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON ) ) {
			add_action( 'shutdown', 'spawn_cron' );
		}
	}

	private static function failed( int $post_id, int $attempt, Failure $failure ): void {
		$trouble = get_option( self::TROUBLE );
		$since   = is_array( $trouble ) ? $trouble['since'] : time();
		update_option( self::TROUBLE, array( 'since' => $since, 'detail' => $failure->getMessage() ), false );
		if ( $failure->may_pass() && isset( self::WAITS[ $attempt ] ) ) {
			self::schedule( $post_id, $attempt + 1, self::WAITS[ $attempt ] );
		}
	}
}
