from django.db import migrations

# The sequence orders entries inside a transaction; the table is append-only, so its pages can be filled to the brim.
# Heads are updated in place thousands of times: room on the page keeps those updates off the index.
FORWARD = """
CREATE SEQUENCE kernel_entry_seq CACHE 1;
ALTER TABLE kernel_stream SET (fillfactor = 50);
"""
BACKWARD = """
DROP SEQUENCE kernel_entry_seq;
ALTER TABLE kernel_stream RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
