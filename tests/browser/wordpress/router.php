<?php
// For PHP's own server: a file if there is one, else WordPress.
$path = $_SERVER['DOCUMENT_ROOT'] . parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
if ( is_file( $path ) ) {
	return false;
}
if ( is_file( rtrim( $path, '/' ) . '/index.php' ) ) {
	require rtrim( $path, '/' ) . '/index.php';
	return true;
}
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
