"""Which version of Keepsake this is: as manifest.yaml says it."""

VERSION = "0.2.0"
