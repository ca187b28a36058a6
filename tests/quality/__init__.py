"""What the product reaches on annotated transcripts, pinned so that it cannot fall unnoticed."""
