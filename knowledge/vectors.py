"""What embedders give, as a type; numpy itself is loaded by those that have some."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]  # one row a text, each of length 1
