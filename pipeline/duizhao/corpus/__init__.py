"""The corpus on disk: schema, rows, writer, reader, datasheet."""
