"""Practice and exams without web or database: deadlines, orders, marks, receipts."""
