"""Run the command line as ``python -m duizhao``."""

from duizhao.cli import main

main()
