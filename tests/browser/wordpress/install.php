<?php
// Make the site: one administrator, the plug-in switched on, no pictures from outside.
define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = parse_url( getenv( 'WP_TEST_URL' ), PHP_URL_HOST ) . ':' . parse_url( getenv( 'WP_TEST_URL' ), PHP_URL_PORT );
require dirname( $argv[1] ) . '/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
add_filter( 'pre_wp_mail', '__return_true' );
wp_install( 'Báo Thử', 'thu-ky', 'thu-ky@bao.example', false, '', 'mat-khau-thu' );
wp_insert_user( array( 'user_login' => 'phong-vien', 'user_pass' => 'mat-khau-thu', 'user_email' => 'phong-vien@bao.example', 'role' => 'author' ) );
update_option( 'show_avatars', 0 );
update_option( 'permalink_structure', '/%postname%/' );
activate_plugin( 'newsroom-assistant/newsroom-assistant.php' );
