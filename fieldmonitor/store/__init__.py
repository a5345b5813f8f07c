"""The volunteer's encrypted store: engine, models, repositories, blobs, migrations."""
