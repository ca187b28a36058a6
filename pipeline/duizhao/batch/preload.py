"""What the server that starts processes loads once, for all of them."""

from duizhao.batch import work

work.warm()
