"""The desk: the use cases. One public function is one transaction."""
