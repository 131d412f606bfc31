"""How the detector is made: `python -m weir.knowledge.detection.training --data FOLDER --dictionary FILE`."""
