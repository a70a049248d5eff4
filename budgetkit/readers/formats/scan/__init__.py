"""Pictures of pages: rules and text found in them, read by a recogniser that comes with the extra ``ocr``."""
