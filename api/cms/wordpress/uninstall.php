<?php
/**
 * What the plug-in leaves behind when it is deleted: nothing. Articles in the archive stay there.
 *
 * @package NewsroomAssistant
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'newsroom_assistant' );
delete_option( 'newsroom_assistant_trouble' );
delete_option( 'newsroom_assistant_imported' );
delete_post_meta_by_key( '_newsroom_sent' );
wp_unschedule_hook( 'newsroom_assistant_sync' );
