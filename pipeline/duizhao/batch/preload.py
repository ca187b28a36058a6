"""What the server that starts processes loads once, for all of them."""

from duizhao.batch.work import equip

equip()
