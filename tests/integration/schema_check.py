#!/ usr / bin / env python3
"""Checks JSON lines against a JSON Schema: schema_check.py SCHEMA LINES

Prints what is wrong, a line each, at most twenty. A line must also have no field that the schema does not name:
what a program writes stands in its schema. Ends with 0 where all is well, 1 where it is not, 77 where Debian's
python3-jsonschema is missing.
"""
import json
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)


def closed(schema):
    """The schema, where objects have no fields but those it names."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    result = {}
    for key, value in schema.items():
        if key in ("properties", "$defs", "patternProperties"):
            result[key] = {name: closed(part) for name, part in value.items()}
        else:
            result[key] = closed(value)
    if "properties" in schema and "additionalProperties" not in schema:
        result["additionalProperties"] = False
    return result


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(closed(schema))
    complaints = 0
    with open(sys.argv[2], encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            for error in validator.iter_errors(json.loads(line)):
                place = "/".join(str(part) for part in error.absolute_path)
                print(f"line {number}: {place}: {error.message[:300]}")
                complaints += 1
                if complaints == 20:
                    return 1
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
