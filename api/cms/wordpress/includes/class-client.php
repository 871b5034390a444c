<?php
/**
 * The assistant's HTTP API.
 *
 * @package NewsroomAssistant
 */

declare( strict_types=1 );

namespace NewsroomAssistant;

defined( 'ABSPATH' ) || exit;

/** Calls with the key, within a time limit; every failure is a Failure. */
final class Client {
	/**
	 * @param array<mixed>|null $body    Sent as JSON.
	 * @param float             $seconds How long to wait at most.
	 * @return array<string, mixed>
	 * @throws Failure When there is no answer, or it is an error.
	 */
	public static function call( string $method, string $path, ?array $body = null, float $seconds = 3.0 ): array {
		$json = null === $body ? null : (string) wp_json_encode( $body, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES );
		return self::send( $method, $path, $json, 'application/json', $seconds );
	}

	/**
	 * Store many articles.
	 *
	 * @param array<array<string, mixed>> $articles At most some hundreds.
	 * @return array<array<string, mixed>> One line an article: line, id, status, error.
	 * @throws Failure When there is no answer, or it is an error.
	 */
	public static function store_many( array $articles, float $seconds = 30.0 ): array {
		$lines = array_map( fn ( $article ) => wp_json_encode( $article, JSON_UNESCAPED_UNICODE ), $articles );
		$text  = self::send( 'POST', '/v1/articles:batch', implode( "\n", $lines ), 'application/x-ndjson', $seconds, true );
		return array_map( fn ( $line ) => json_decode( $line, true ), array_filter( explode( "\n", $text['text'] ) ) );
	}

	/** The path of an article. */
	public static function article_path( int $post_id ): string {
		return '/v1/articles/' . rawurlencode( Articles::id( $post_id ) );
	}

	/** @return array<string, mixed> */
	private static function send( string $method, string $path, ?string $body, string $type, float $seconds, bool $raw = false ): array {
		if ( ! Options::ready() ) {
			throw new Failure( 'Chưa khai địa chỉ máy chủ và khóa của trợ lý.', 0 );
		}
		$answer = wp_remote_request(
			Options::url() . $path,
			array(
				'method'      => $method,
				'timeout'     => $seconds,
				'redirection' => 0,
				'headers'     => array( 'Authorization' => 'Bearer ' . Options::key(), 'Content-Type' => $type ),
				'body'        => $body,
			)
		);
		if ( is_wp_error( $answer ) ) {
			throw new Failure( 'Không nối được máy chủ trợ lý.', 0 );
		}
		$status = (int) wp_remote_retrieve_response_code( $answer );
		$text   = wp_remote_retrieve_body( $answer );
		$told   = $raw && $status < 300 ? array( 'text' => $text ) : json_decode( $text, true );
		if ( $status >= 300 || 0 === $status ) {
			throw new Failure( is_array( $told ) && isset( $told['detail'] ) ? (string) $told['detail'] : "Máy chủ trợ lý trả lời mã $status.", $status );
		}
		return is_array( $told ) ? $told : array();
	}
}
