"""Run the command line: as ``duizhao``, or as ``python -m duizhao``."""


def main() -> None:
    """Run the command line; Ctrl-C ends it quietly from the first moment, while it still loads."""
    try:
        from duizhao.cli import main as run

        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
