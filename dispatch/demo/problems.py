"""What the demonstration refuses."""

from dispatch.kernel import errors

errors.define("demo.not_here", 404, zh="这里没有运行演示。", en="No demonstration is running here.")
