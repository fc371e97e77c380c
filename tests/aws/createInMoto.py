"""Creates a template's resources through AWS's SDK, in an order that references allow, and prints what the APIs then have.

Input: JSON with `endpoint`, `region` and the template's `resources`. The SDK refuses parameters of a wrong type, the server those that
name what does not exist. Only what the server knows is created: the other types are left out, and so are references to them.
"""

import json
import sys

import boto3

request = json.load(sys.stdin)
region = request["region"]
resources = request["resources"]


def client(service):
    return boto3.client(
        service,
        endpoint_url=request["endpoint"],
        region_name=region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


ec2 = client("ec2")
rds = client("rds")
elasticache = client("elasticache")
s3 = client("s3")
kms = client("kms")
iam = client("iam")
secretsmanager = client("secretsmanager")


class Unknown(Exception):
    """A reference to what is not created here."""


def call(api, operation, properties):
    """Calls with the properties that the operation takes, as numbers where it wants them."""
    model = api.meta.service_model.operation_model(api.meta.method_to_api_mapping[operation])
    members = model.input_shape.members
    arguments = {
        key: int(value) if members[key].type_name in ("integer", "long") else value
        for key, value in properties.items()
        if key in members and key != "Tags"
    }
    return getattr(api, operation)(**arguments)


def ec2_resource(operation, *path):
    def create(_, properties):
        answer = call(ec2, operation, properties)
        for key in path:
            answer = answer[key]
        return {"Ref": answer, "AllocationId": answer}

    return create


def security_group(name, properties):
    given = {"GroupName": name, "Description": properties["GroupDescription"], "VpcId": properties["VpcId"]}
    group = call(ec2, "create_security_group", given)["GroupId"]
    # As Pulumi's provider does: a new group lets everything out otherwise.
    ec2.revoke_security_group_egress(
        GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    )
    return {"Ref": group}


def rule(operation):
    def create(_, properties):
        permission = {key: properties[key] for key in ("IpProtocol", "FromPort", "ToPort") if key in properties}
        if "CidrIp" in properties:
            permission["IpRanges"] = [{"CidrIp": properties["CidrIp"]}]
        other = properties.get("SourceSecurityGroupId") or properties.get("DestinationSecurityGroupId")
        if other:
            permission["UserIdGroupPairs"] = [{"GroupId": other}]
        getattr(ec2, operation)(GroupId=properties["GroupId"], IpPermissions=[permission])
        return {}

    return create


def key(_, properties):
    made = call(kms, "create_key", properties)["KeyMetadata"]
    return {"Ref": made["KeyId"], "Arn": made["Arn"]}


def role(name, properties):
    document = json.dumps(properties["AssumeRolePolicyDocument"])
    made = iam.create_role(RoleName=name[:64], AssumeRolePolicyDocument=document)["Role"]
    return {"Ref": made["RoleName"], "Arn": made["Arn"]}


def role_policy(name, properties):
    document = json.dumps(properties["PolicyDocument"])
    iam.put_role_policy(RoleName=properties["RoleName"], PolicyName=name, PolicyDocument=document)
    return {}


def database_subnets(name, properties):
    call(rds, "create_db_subnet_group", {**properties, "DBSubnetGroupName": name})
    return {"Ref": name}


def database_parameters(name, properties):
    family = properties["Family"]
    given = {"DBParameterGroupName": name, "DBParameterGroupFamily": family, "Description": properties["Description"]}
    call(rds, "create_db_parameter_group", given)
    parameters = [
        {"ParameterName": parameter, "ParameterValue": value, "ApplyMethod": "pending-reboot"}
        for parameter, value in properties["Parameters"].items()
    ]
    rds.modify_db_parameter_group(DBParameterGroupName=name, Parameters=parameters)
    return {"Ref": name}


def database(_, properties):
    given = {**properties, "VpcSecurityGroupIds": properties["VPCSecurityGroups"]}
    operation = "create_db_instance"
    if "SourceDBInstanceIdentifier" in given:
        operation = "create_db_instance_read_replica"
    elif "MasterUserPassword" in given:
        given["MasterUserPassword"] = "a-password-of-a-test"
    made = call(rds, operation, given)["DBInstance"]
    return {"Ref": made["DBInstanceIdentifier"], "DBInstanceArn": made["DBInstanceArn"]}


def cache_subnets(name, properties):
    given = {**properties, "CacheSubnetGroupName": name, "CacheSubnetGroupDescription": properties["Description"]}
    call(elasticache, "create_cache_subnet_group", given)
    return {"Ref": name}


def cache(name, properties):
    call(elasticache, "create_replication_group", {**properties, "ReplicationGroupId": name})
    return {"Ref": name}


def secret(name, properties):
    arn = call(secretsmanager, "create_secret", {**properties, "Name": properties.get("Name", name)})["ARN"]
    return {"Ref": arn}


def eks_cluster(name, properties):
    """Stands in for the security group that EKS makes beside a cluster."""
    subnet = properties["ResourcesVpcConfig"]["SubnetIds"][0]
    vpc = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["VpcId"]
    group = ec2.create_security_group(GroupName=f"eks-{name}", Description="Nodes", VpcId=vpc)["GroupId"]
    return {"Ref": properties["Name"], "ClusterSecurityGroupId": group}


def bucket(_, properties):
    name = properties["BucketName"]
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=properties["VersioningConfiguration"])
    rules = [
        {"ApplyServerSideEncryptionByDefault": entry["ServerSideEncryptionByDefault"], "BucketKeyEnabled": True}
        for entry in properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    ]
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})
    s3.put_public_access_block(
        Bucket=name, PublicAccessBlockConfiguration=properties["PublicAccessBlockConfiguration"]
    )
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=properties["OwnershipControls"])
    return {"Ref": name, "Arn": f"arn:aws:s3:::{name}"}


def bucket_policy(_, properties):
    s3.put_bucket_policy(Bucket=properties["Bucket"], Policy=json.dumps(properties["PolicyDocument"]))
    return {}


CREATORS = {
    "AWS::EC2::VPC": ec2_resource("create_vpc", "Vpc", "VpcId"),
    "AWS::EC2::Subnet": ec2_resource("create_subnet", "Subnet", "SubnetId"),
    "AWS::EC2::InternetGateway": ec2_resource("create_internet_gateway", "InternetGateway", "InternetGatewayId"),
    "AWS::EC2::EIP": ec2_resource("allocate_address", "AllocationId"),
    "AWS::EC2::NatGateway": ec2_resource("create_nat_gateway", "NatGateway", "NatGatewayId"),
    "AWS::EC2::RouteTable": ec2_resource("create_route_table", "RouteTable", "RouteTableId"),
    "AWS::EC2::Route": ec2_resource("create_route", "Return"),
    "AWS::EC2::SubnetRouteTableAssociation": ec2_resource("associate_route_table", "AssociationId"),
    "AWS::EC2::VPCEndpoint": ec2_resource("create_vpc_endpoint", "VpcEndpoint", "VpcEndpointId"),
    "AWS::EC2::SecurityGroup": security_group,
    "AWS::EC2::SecurityGroupIngress": rule("authorize_security_group_ingress"),
    "AWS::EC2::SecurityGroupEgress": rule("authorize_security_group_egress"),
    "AWS::KMS::Key": key,
    "AWS::SecretsManager::Secret": secret,
    "AWS::EKS::Cluster": eks_cluster,
    "AWS::IAM::Role": role,
    "AWS::IAM::RolePolicy": role_policy,
    "AWS::RDS::DBSubnetGroup": database_subnets,
    "AWS::RDS::DBParameterGroup": database_parameters,
    "AWS::RDS::DBInstance": database,
    "AWS::ElastiCache::SubnetGroup": cache_subnets,
    "AWS::ElastiCache::ReplicationGroup": cache,
    "AWS::S3::Bucket": bucket,
    "AWS::S3::BucketPolicy": bucket_policy,
}

made = {}


def resolve(value):
    if isinstance(value, list):
        return [resolve(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value or "Fn::GetAtt" in value:
        name, attribute = (value["Ref"], "Ref") if "Ref" in value else value["Fn::GetAtt"]
        return create(name)[attribute]
    if "Fn::Sub" in value:
        return "arn:aws:logs:" + region + ":123456789012:log-group:group:*"
    return {entry: resolve(child) for entry, child in value.items()}


def resolve_properties(properties):
    resolved = {}
    for entry, value in properties.items():
        try:
            resolved[entry] = resolve(value)
        except Unknown:
            pass
    return resolved


def create(name):
    if name not in made:
        resource = resources[name]
        creator = CREATORS.get(resource["Type"])
        if creator is None:
            raise Unknown(name)
        properties = resolve_properties(resource["Properties"])
        try:
            made[name] = creator(resource["Metadata"]["Name"], properties)
        except Unknown:
            raise
        except Exception as error:
            raise SystemExit(f"{resource['Metadata']['Name']} ({resource['Type']}): {type(error).__name__}: {error}")
    return made[name]


for name in resources:
    if resources[name]["Type"] in CREATORS:
        create(name)



def rules_of(group):
    return [
        {"ports": [entry.get("FromPort"), entry.get("ToPort")], "ranges": [one["CidrIp"] for one in entry["IpRanges"]]}
        for entry in group["IpPermissions"]
    ]


def routes_of(table):
    return sorted(route["DestinationCidrBlock"] for route in table["Routes"] if "DestinationCidrBlock" in route)


def buckets():
    for entry in s3.list_buckets()["Buckets"]:
        name = entry["Name"]
        encryption = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
        yield name, {
            "encryption": encryption["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"],
            "versioning": s3.get_bucket_versioning(Bucket=name)["Status"],
            "blocks": sorted(set(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())),
            "policy": len(json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])["Statement"]),
        }


own_vpcs = [made[name]["Ref"] for name in made if resources[name]["Type"] == "AWS::EC2::VPC"]
own = [{"Name": "vpc-id", "Values": own_vpcs}]
print(
    json.dumps(
        {
            "subnets": {
                entry["CidrBlock"]: entry["AvailabilityZone"] for entry in ec2.describe_subnets(Filters=own)["Subnets"]
            },
            "natGateways": len(ec2.describe_nat_gateways(Filters=own)["NatGateways"]),
            "routes": sorted(
                routes_of(table)
                for table in ec2.describe_route_tables(Filters=own)["RouteTables"]
                if any("SubnetId" in association for association in table["Associations"])
            ),
            "securityGroups": {
                group["GroupName"]: rules_of(group)
                for group in ec2.describe_security_groups(Filters=own)["SecurityGroups"]
            },
            "endpoints": sorted(
                endpoint["ServiceName"] for endpoint in ec2.describe_vpc_endpoints(Filters=own)["VpcEndpoints"]
            ),
            "databases": {
                entry["DBInstanceIdentifier"]: {
                    "class": entry["DBInstanceClass"],
                    "version": entry["EngineVersion"],
                    "encrypted": entry["StorageEncrypted"],
                    "multiAz": entry["MultiAZ"],
                    "protected": entry["DeletionProtection"],
                    "parameters": [group["DBParameterGroupName"] for group in entry["DBParameterGroups"]],
                    "zones": sorted(
                        subnet["SubnetAvailabilityZone"]["Name"] for subnet in entry["DBSubnetGroup"]["Subnets"]
                    ),
                }
                for entry in rds.describe_db_instances()["DBInstances"]
            },
            "caches": {
                entry["ReplicationGroupId"]: {
                    "failover": entry["AutomaticFailover"],
                    "multiAz": entry["MultiAZ"],
                    "encrypted": [entry["AtRestEncryptionEnabled"], entry["TransitEncryptionEnabled"]],
                }
                for entry in elasticache.describe_replication_groups()["ReplicationGroups"]
            },
            "buckets": dict(buckets()),
        }
    )
)
