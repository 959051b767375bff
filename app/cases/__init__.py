"""Case studies: read, argued in parts that open one after another, judged by rubric and key points."""
