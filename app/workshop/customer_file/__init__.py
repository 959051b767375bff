"""建立客户档案: each student cleans a file of made-up customers, classifies and values them ([docs/customer-file.md])."""
