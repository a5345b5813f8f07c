"""What the server does: functions over a session and records; routes, portal and commands call them."""
