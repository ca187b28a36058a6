"""What the server that starts processes loads once, for all of them."""

import gc

# Loading leaves hardly any rubbish, and looking for it takes a tenth of the time.
gc.disable()

from duizhao.batch.work import equip  # noqa: E402

equip()
gc.enable()
