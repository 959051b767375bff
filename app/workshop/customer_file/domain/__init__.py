"""The pure rules of 建立客户档案: the set of data, its defects, what students do to it, and the marks."""
