<?php
/**
 * Plugin Name: Trợ lý tòa soạn
 * Description: Gợi ý thẻ, sapo, tít, dò bài trùng ngay trong trình soạn; bài đã đăng vào kho của trợ lý. Chạy với máy chủ Newsroom AI của tòa soạn.
 * Version: 0.1.0
 * Requires at least: 6.1
 * Requires PHP: 8.0
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain: newsroom-assistant
 *
 * @package NewsroomAssistant
 */

declare( strict_types=1 );

namespace NewsroomAssistant;

defined( 'ABSPATH' ) || exit;

const VERSION     = '0.1.0';
const PLUGIN_FILE = __FILE__;

require_once __DIR__ . '/includes/class-options.php';
require_once __DIR__ . '/includes/class-failure.php';
require_once __DIR__ . '/includes/class-client.php';
require_once __DIR__ . '/includes/class-articles.php';
require_once __DIR__ . '/includes/class-sync.php';
require_once __DIR__ . '/includes/class-rest.php';
require_once __DIR__ . '/includes/class-editor.php';
require_once __DIR__ . '/includes/class-settings.php';
require_once __DIR__ . '/includes/class-bulk-tags.php';

Sync::register();
Rest::register();
Editor::register();
Settings::register();
Bulk_Tags::register();

register_deactivation_hook( __FILE__, array( Sync::class, 'forget_events' ) );
