"""What the folders and files of a township-year are called that a comparison reads."""

import re

YEAR = re.compile("(?:19|20)[0-9]{2}")

RESULTS = "indicators.csv"
BASIS = "basis.json"  # beside it
ABOUT = "about.yaml"  # beside the ledgers
