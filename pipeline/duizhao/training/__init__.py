"""What trains the files of `duizhao_models`; needs the extra ``[train]``."""
