<?php
/**
 * The settings of this site.
 *
 * @package NewsroomAssistant
 */

declare( strict_types=1 );

namespace NewsroomAssistant;

defined( 'ABSPATH' ) || exit;

/** Reads what the settings page wrote; the key may stand in wp-config.php instead. */
final class Options {
	public const NAME = 'newsroom_assistant';

	private const DEFAULTS = array(
		'url'        => '',
		'public_url' => '',
		'key'        => '',
		'roles'      => array( 'administrator', 'editor', 'author', 'contributor' ),
		'tags'       => 'post_tag',
		'sections'   => 'category',
		'post_types' => array( 'post' ),
		'source'     => '',
		'sync'       => true,
		'on_save'    => true,
	);

	/** @return array<string, mixed> */
	public static function all(): array {
		$stored = get_option( self::NAME );
		return array_merge( self::DEFAULTS, is_array( $stored ) ? $stored : array() );
	}

	public static function get( string $name ): mixed {
		return self::all()[ $name ];
	}

	/** The server's address as WordPress reaches it. */
	public static function url(): string {
		return untrailingslashit( (string) self::get( 'url' ) );
	}

	/** The server's address as browsers reach it. */
	public static function public_url(): string {
		$public = untrailingslashit( (string) self::get( 'public_url' ) );
		return '' !== $public ? $public : self::url();
	}

	/** The long key; it is never sent to a browser. */
	public static function key(): string {
		return defined( 'NEWSROOM_ASSISTANT_KEY' ) ? (string) NEWSROOM_ASSISTANT_KEY : (string) self::get( 'key' );
	}

	public static function ready(): bool {
		return '' !== self::url() && '' !== self::key();
	}

	/** The origin of this site's pages, as browsers send it. */
	public static function origin(): string {
		$parts = wp_parse_url( admin_url() );
		$port  = isset( $parts['port'] ) ? ':' . $parts['port'] : '';
		return strtolower( $parts['scheme'] . '://' . $parts['host'] . $port );
	}

	/** Whether the person logged in may use the panel. */
	public static function allows_user(): bool {
		$roles = array_intersect( wp_get_current_user()->roles, (array) self::get( 'roles' ) );
		return current_user_can( 'edit_posts' ) && ( array() !== $roles || is_super_admin() );
	}

	public static function covers( \WP_Post $post ): bool {
		return in_array( $post->post_type, (array) self::get( 'post_types' ), true );
	}
}
