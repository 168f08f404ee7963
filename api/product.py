"""What this product is called in its own records."""

NAME = "tipline"
VERSION = "0.1.0"
