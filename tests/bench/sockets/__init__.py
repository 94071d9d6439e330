"""What the measures of sockets need beside the product: a crowd of clients, a town of phones, a bare hub to compare."""
