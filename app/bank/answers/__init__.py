"""The written-answer engine: marks 名词解释, 简答, 论述 and free 填空 point by point, and says why.

Pure: values in, values out. `grader.Grader` is the way in; `lines` reads and writes JSON lines.
"""
