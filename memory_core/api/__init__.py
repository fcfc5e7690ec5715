"""The front door of the library: open a store, bind a person, remember and search."""
