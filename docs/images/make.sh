#!/usr/bin/env bash
# Makes the pictures of the documents from the product: run `make` first; needs Chromium.
set -euo pipefail
cd "$(dirname "$0")/../.."
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" \
  --force-device-scale-factor=0.75 --window-size=1180,1160 \
  --screenshot="$PWD/docs/images/appendix.png" "file://$PWD/outputs/双合镇/2022/appendix.html" 2>/dev/null
