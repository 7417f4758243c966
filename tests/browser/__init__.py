"""What only a browser shows. Run with `./run test --browser`."""
