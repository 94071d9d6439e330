"""Appointments (预约): windows that capacity and travel allow, held, booked, moved and given back."""
