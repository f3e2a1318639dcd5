"""What people type: fields of our own pages, read, checked and shown again with what is wrong with them."""
