"""Operating a node: `tutela node init|run|backup|restore|doctor|upgrade|rotate-keys`. The manual is docs/operations.md."""
