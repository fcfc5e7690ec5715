"""What documents are read by: links that lead inside the repository, blocks of code, and East Asian writing."""

import re

LINK = re.compile(r"(!\[[^\]]*)?\]\((?![a-z]+:|#)([^)\s]+)\)")  # a picture's beginning or none, and the path
FENCE = re.compile(r"(?ms)^(```.*?^```$)")
EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
