<?php
/**
 * A post as the assistant reads it.
 *
 * @package NewsroomAssistant
 */

declare( strict_types=1 );

namespace NewsroomAssistant;

defined( 'ABSPATH' ) || exit;

/** Posts -> articles of the HTTP API; ids are the same as those of an imported WordPress export. */
final class Articles {
	private const TITLE_LIMIT = 500;
	private const SAPO_LIMIT  = 2000;
	private const BODY_LIMIT  = 200000;
	private const LINE_LIMIT  = 300;

	public static function id( int $post_id ): string {
		return "wp-$post_id";
	}

	/** @return array<string, mixed> */
	public static function of( \WP_Post $post ): array {
		$sections = self::terms( $post, (string) Options::get( 'sections' ) );
		$source   = (string) Options::get( 'source' );
		return array(
			'id'           => self::id( $post->ID ),
			'title'        => self::cut( self::plain( $post->post_title ), self::TITLE_LIMIT ),
			'sapo'         => self::cut( self::plain( $post->post_excerpt ), self::SAPO_LIMIT ),
			'body'         => self::cut( self::html( $post ), self::BODY_LIMIT ),
			'body_format'  => 'html',
			'section'      => self::cut( $sections[0] ?? '', self::LINE_LIMIT ),
			'tags'         => array_slice( self::terms( $post, (string) Options::get( 'tags' ) ), 0, 100 ),
			'byline'       => self::cut( self::plain( (string) get_the_author_meta( 'display_name', (int) $post->post_author ) ), self::LINE_LIMIT ),
			'source'       => self::cut( '' !== $source ? $source : self::plain( get_bloginfo( 'name' ) ), self::LINE_LIMIT ),
			'url'          => (string) get_permalink( $post ),
			'published_at' => self::time( $post, 'date' ),
			'updated_at'   => self::time( $post, 'modified' ),
			'status'       => 'publish' === $post->post_status ? 'published' : 'draft',
		);
	}

	/** The text as the site shows it, but for shortcodes: what they make is not the reporter's words. */
	private static function html( \WP_Post $post ): string {
		$html = has_blocks( $post ) ? do_blocks( $post->post_content ) : wpautop( $post->post_content );
		return strip_shortcodes( $html );
	}

	private static function plain( string $text ): string {
		return trim( (string) preg_replace( '/\s+/u', ' ', html_entity_decode( wp_strip_all_tags( $text ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ) ) );
	}

	private static function cut( string $text, int $limit ): string {
		return mb_substr( $text, 0, $limit );
	}

	/** @return list<string> */
	private static function terms( \WP_Post $post, string $taxonomy ): array {
		$terms = '' !== $taxonomy ? get_the_terms( $post, $taxonomy ) : false;
		return is_array( $terms ) ? array_map( fn ( $term ) => self::plain( $term->name ), $terms ) : array();
	}

	private static function time( \WP_Post $post, string $which ): ?string {
		$time = get_post_datetime( $post, $which );
		return $time ? $time->format( DATE_ATOM ) : null;
	}
}
