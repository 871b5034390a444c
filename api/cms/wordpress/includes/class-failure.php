<?php
/**
 * Why a call of the assistant gave no answer.
 *
 * @package NewsroomAssistant
 */

declare( strict_types=1 );

namespace NewsroomAssistant;

defined( 'ABSPATH' ) || exit;

/** The status is HTTP's, or 0 when there was no answer in time. */
final class Failure extends \RuntimeException {
	public function __construct( string $detail, public int $status = 0 ) {
		parent::__construct( $detail );
	}

	/** Whether the same call may succeed later. */
	public function may_pass(): bool {
		return 0 === $this->status || 401 === $this->status || 403 === $this->status || 429 === $this->status || $this->status >= 500;
	}
}
