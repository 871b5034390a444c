<?php
/**
 * The panel in the block editor.
 *
 * @package NewsroomAssistant
 */

declare( strict_types=1 );

namespace NewsroomAssistant;

defined( 'ABSPATH' ) || exit;

/** Loads the panel from the assistant's server and the sidebar that holds it. */
final class Editor {
	public static function register(): void {
		add_action( 'enqueue_block_editor_assets', array( self::class, 'enqueue' ) );
	}

	public static function enqueue(): void {
		$post = get_post();
		if ( ! Options::ready() || ! Options::allows_user() || ! $post || ! Options::covers( $post ) ) {
			return;
		}
		$panel = Options::public_url() . '/static/newsroom-assistant.js';
		$needs = array( 'wp-plugins', 'wp-edit-post', 'wp-element', 'wp-components', 'wp-data', 'wp-core-data', 'wp-api-fetch', 'wp-blocks', 'wp-rich-text', 'wp-notices', 'wp-url' );
		// Not a dependency: when the assistant's server is down, the editor loads all the same.
		wp_enqueue_script( 'newsroom-assistant-panel', $panel, array(), VERSION, true );
		wp_enqueue_script( 'newsroom-assistant-sidebar', plugins_url( 'editor.js', PLUGIN_FILE ), $needs, VERSION, true );
		$settings = array(
			'api'      => Options::public_url(),
			'tags'     => self::taxonomy( (string) Options::get( 'tags' ) ),
			'sections' => self::taxonomy( (string) Options::get( 'sections' ) ),
			'onSave'   => (bool) Options::get( 'on_save' ),
			'idPrefix' => 'wp-',
			'lang'     => self::language(),
		);
		wp_add_inline_script( 'newsroom-assistant-sidebar', 'window.newsroomAssistant = ' . wp_json_encode( $settings, JSON_HEX_TAG ) . ';', 'before' );
	}

	/** The interface is Vietnamese unless a site asks for English; most newsrooms leave WordPress itself in English. */
	private static function language(): string {
		return (string) apply_filters( 'newsroom_assistant_language', 'vi' );
	}

	/** @return array{name: string, base: string, label: string}|null */
	private static function taxonomy( string $name ): ?array {
		$taxonomy = '' !== $name ? get_taxonomy( $name ) : false;
		if ( ! $taxonomy || ! $taxonomy->show_in_rest ) {
			return null;
		}
		return array( 'name' => $name, 'base' => $taxonomy->rest_base ? $taxonomy->rest_base : $name, 'label' => $taxonomy->labels->name );
	}
}
