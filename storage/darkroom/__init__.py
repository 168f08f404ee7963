"""What runs inside the decoder's child process. It imports nothing of ours but itself: less to load, less to reach."""
