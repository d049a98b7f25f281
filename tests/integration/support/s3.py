"""Makes a user with a key and a bucket, and prints the key: `s3.py ENDPOINT BUCKET`."""

import json
import sys

import boto3

endpoint, bucket = sys.argv[1:]
# The first three requests, these, are taken without a valid signature.
server = {"endpoint_url": endpoint, "region_name": "eu-west-1"}
iam = boto3.client("iam", aws_access_key_id="none", aws_secret_access_key="none", **server)
iam.create_user(UserName="pio")
allowed = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
iam.put_user_policy(UserName="pio", PolicyName="s3", PolicyDocument=policy)
key = iam.create_access_key(UserName="pio")["AccessKey"]
pair = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
s3 = boto3.client("s3", **pair, **server)
s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
print(key["AccessKeyId"], key["SecretAccessKey"])
