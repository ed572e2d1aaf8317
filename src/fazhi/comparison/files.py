"""What the files of a township-year are called that a comparison reads."""

RESULTS = "indicators.csv"
BASIS = "basis.json"  # beside it
ABOUT = "about.yaml"  # beside the ledgers
