"""Creates the resources of templates through AWS's SDK, in an order that references allow, and prints what the APIs then have.

Input: JSON with `endpoint` and `templates` by region. The SDK refuses parameters of a wrong type, the server those that name what does not
exist. Only what the server knows is created: the other types are left out, and so are references to them. Output: JSON by region.
"""

import json
import sys
from types import SimpleNamespace

import boto3

request = json.load(sys.stdin)
templates = request["templates"]

SERVICES = ("ec2", "rds", "elasticache", "s3", "kms", "iam", "secretsmanager", "route53")


def clients(region):
    made = {
        service: boto3.client(
            service,
            endpoint_url=request["endpoint"],
            region_name=region,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        for service in SERVICES
    }
    return SimpleNamespace(region=region, **made)


CLIENTS = {region: clients(region) for region in templates}


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
    def create(aws, _, properties):
        answer = call(aws.ec2, operation, properties)
        for key in path:
            answer = answer[key]
        return {"Ref": answer}

    return create


def address(aws, _, properties):
    made = call(aws.ec2, "allocate_address", properties)
    return {"Ref": made["PublicIp"], "AllocationId": made["AllocationId"]}


def security_group(aws, name, properties):
    given = {"GroupName": name, "Description": properties["GroupDescription"], "VpcId": properties["VpcId"]}
    group = call(aws.ec2, "create_security_group", given)["GroupId"]
    # As Pulumi's provider does: a new group lets everything out otherwise.
    aws.ec2.revoke_security_group_egress(
        GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    )
    return {"Ref": group}


def rule(operation):
    def create(aws, _, properties):
        permission = {key: properties[key] for key in ("IpProtocol", "FromPort", "ToPort") if key in properties}
        if "CidrIp" in properties:
            permission["IpRanges"] = [{"CidrIp": properties["CidrIp"]}]
        other = properties.get("SourceSecurityGroupId") or properties.get("DestinationSecurityGroupId")
        if other:
            permission["UserIdGroupPairs"] = [{"GroupId": other}]
        getattr(aws.ec2, operation)(GroupId=properties["GroupId"], IpPermissions=[permission])
        return {}

    return create


def key(aws, _, properties):
    made = call(aws.kms, "create_key", properties)["KeyMetadata"]
    return {"Ref": made["KeyId"], "Arn": made["Arn"]}


def role(aws, name, properties):
    document = json.dumps(properties["AssumeRolePolicyDocument"])
    made = aws.iam.create_role(RoleName=name[:64], AssumeRolePolicyDocument=document)["Role"]
    return {"Ref": made["RoleName"], "Arn": made["Arn"]}


def role_policy(aws, name, properties):
    document = json.dumps(properties["PolicyDocument"])
    aws.iam.put_role_policy(RoleName=properties["RoleName"], PolicyName=name, PolicyDocument=document)
    return {}


def database_subnets(aws, name, properties):
    call(aws.rds, "create_db_subnet_group", {**properties, "DBSubnetGroupName": name})
    return {"Ref": name}


def database_parameters(aws, name, properties):
    family = properties["Family"]
    given = {"DBParameterGroupName": name, "DBParameterGroupFamily": family, "Description": properties["Description"]}
    call(aws.rds, "create_db_parameter_group", given)
    parameters = [
        {"ParameterName": parameter, "ParameterValue": value, "ApplyMethod": "pending-reboot"}
        for parameter, value in properties["Parameters"].items()
    ]
    aws.rds.modify_db_parameter_group(DBParameterGroupName=name, Parameters=parameters)
    return {"Ref": name}


def database(aws, _, properties):
    given = {**properties, "VpcSecurityGroupIds": properties["VPCSecurityGroups"]}
    operation = "create_db_instance"
    if "SourceDBInstanceIdentifier" in given:
        operation = "create_db_instance_read_replica"
    elif "MasterUserPassword" in given:
        given["MasterUserPassword"] = "a-password-of-a-test"
    made = call(aws.rds, operation, given)["DBInstance"]
    return {"Ref": made["DBInstanceIdentifier"], "DBInstanceArn": made["DBInstanceArn"]}


def cache_subnets(aws, name, properties):
    given = {**properties, "CacheSubnetGroupName": name, "CacheSubnetGroupDescription": properties["Description"]}
    call(aws.elasticache, "create_cache_subnet_group", given)
    return {"Ref": name}


def cache(aws, name, properties):
    call(aws.elasticache, "create_replication_group", {**properties, "ReplicationGroupId": name})
    return {"Ref": name}


def secret(aws, name, properties):
    given = {**properties, "Name": properties.get("Name", name)}
    if properties.get("ReplicaRegions"):
        given["AddReplicaRegions"] = properties["ReplicaRegions"]
    arn = call(aws.secretsmanager, "create_secret", given)["ARN"]
    return {"Ref": arn}


def eks_cluster(aws, name, properties):
    """Stands in for the security group that EKS makes beside a cluster."""
    subnet = properties["ResourcesVpcConfig"]["SubnetIds"][0]
    vpc = aws.ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["VpcId"]
    group = aws.ec2.create_security_group(GroupName=f"eks-{name}", Description="Nodes", VpcId=vpc)["GroupId"]
    return {"Ref": properties["Name"], "ClusterSecurityGroupId": group}


def lifecycle_rule(entry):
    """CloudFormation has no group for the expiration, and needs no filter."""
    grouped = {"ExpiredObjectDeleteMarker": "ExpiredObjectDeleteMarker", "ExpirationInDays": "Days"}
    expiration = {name: entry[key] for key, name in grouped.items() if key in entry}
    kept = {key: value for key, value in entry.items() if key not in grouped and key != "Id"}
    return {"ID": entry["Id"], "Filter": {"Prefix": ""}, "Expiration": expiration, **kept}


def replication_rule(entry):
    return {"ID": entry["Id"], **{key: value for key, value in entry.items() if key != "Id"}}


def health_check(aws, name, properties):
    config = properties["HealthCheckConfig"]
    made = aws.route53.create_health_check(CallerReference=name, HealthCheckConfig=config)["HealthCheck"]
    return {"Ref": made["Id"]}


def record(aws, name, properties):
    """In a hosted zone that stands in for the one that is there already."""
    zone = aws.route53.create_hosted_zone(Name="example.com", CallerReference=name)["HostedZone"]["Id"]
    kept = ("Name", "Type", "SetIdentifier", "Failover", "HealthCheckId", "AliasTarget")
    given = {key: properties[key] for key in kept if key in properties}
    changes = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": given}]}
    aws.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=changes)
    return {"Ref": properties["Name"]}


def bucket(aws, _, properties):
    name = properties["BucketName"]
    aws.s3.create_bucket(
        Bucket=name,
        CreateBucketConfiguration={"LocationConstraint": aws.region},
        ObjectLockEnabledForBucket=properties["ObjectLockEnabled"],
    )
    aws.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=properties["VersioningConfiguration"])
    rules = [
        {"ApplyServerSideEncryptionByDefault": entry["ServerSideEncryptionByDefault"], "BucketKeyEnabled": True}
        for entry in properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    ]
    aws.s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})
    aws.s3.put_public_access_block(
        Bucket=name, PublicAccessBlockConfiguration=properties["PublicAccessBlockConfiguration"]
    )
    aws.s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=properties["OwnershipControls"])
    lifecycle = {"Rules": [lifecycle_rule(entry) for entry in properties["LifecycleConfiguration"]["Rules"]]}
    aws.s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration=lifecycle)
    if "ObjectLockConfiguration" in properties:
        lock = properties["ObjectLockConfiguration"]
        aws.s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=lock)
    if "ReplicationConfiguration" in properties:
        given = properties["ReplicationConfiguration"]
        copies = {"Role": given["Role"], "Rules": [replication_rule(entry) for entry in given["Rules"]]}
        aws.s3.put_bucket_replication(Bucket=name, ReplicationConfiguration=copies)
    return {"Ref": name, "Arn": f"arn:aws:s3:::{name}"}


def bucket_policy(aws, _, properties):
    aws.s3.put_bucket_policy(Bucket=properties["Bucket"], Policy=json.dumps(properties["PolicyDocument"]))
    return {}


CREATORS = {
    "AWS::EC2::VPC": ec2_resource("create_vpc", "Vpc", "VpcId"),
    "AWS::EC2::Subnet": ec2_resource("create_subnet", "Subnet", "SubnetId"),
    "AWS::EC2::InternetGateway": ec2_resource("create_internet_gateway", "InternetGateway", "InternetGatewayId"),
    "AWS::EC2::EIP": address,
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
    "AWS::Route53::HealthCheck": health_check,
    "AWS::Route53::RecordSet": record,
    "AWS::S3::Bucket": bucket,
    "AWS::S3::BucketPolicy": bucket_policy,
}

made = {}


def referred(region, name, attribute):
    """Of the same template, or of another region's, which the template has as a parameter."""
    foreign = templates[region].get("Metadata", {}).get("Foreign", {}).get(name)
    if foreign:
        return create(foreign["region"], foreign["resource"])[foreign["attribute"]]
    return create(region, name)[attribute]


def resolve(region, value):
    if isinstance(value, list):
        return [resolve(region, item) for item in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return referred(region, value["Ref"], "Ref")
    if "Fn::GetAtt" in value:
        return referred(region, *value["Fn::GetAtt"])
    if "Fn::Sub" in value:
        return "arn:aws:logs:" + region + ":123456789012:log-group:group:*"
    return {entry: resolve(region, child) for entry, child in value.items()}


def resolve_properties(region, properties):
    resolved = {}
    for entry, value in properties.items():
        try:
            resolved[entry] = resolve(region, value)
        except Unknown:
            pass
    return resolved


def create(region, name):
    if (region, name) not in made:
        resource = templates[region]["Resources"][name]
        creator = CREATORS.get(resource["Type"])
        if creator is None:
            raise Unknown(name)
        properties = resolve_properties(region, resource["Properties"])
        try:
            made[region, name] = creator(CLIENTS[region], resource["Metadata"]["Name"], properties)
        except Unknown:
            raise
        except Exception as error:
            raise SystemExit(f"{resource['Metadata']['Name']} ({resource['Type']}): {type(error).__name__}: {error}")
    return made[region, name]


for region, template in templates.items():
    for name, resource in template["Resources"].items():
        if resource["Type"] in CREATORS:
            create(region, name)


def rules_of(group):
    return [
        {"ports": [entry.get("FromPort"), entry.get("ToPort")], "ranges": [one["CidrIp"] for one in entry["IpRanges"]]}
        for entry in group["IpPermissions"]
    ]


def routes_of(table):
    return sorted(route["DestinationCidrBlock"] for route in table["Routes"] if "DestinationCidrBlock" in route)


def describe_key(arn):
    """Region and description: a key is found in its own region only."""
    region = arn.split(":")[3]
    return f"{region} {CLIENTS[region].kms.describe_key(KeyId=arn)['KeyMetadata']['Description']}"


def replication_of(aws, name):
    try:
        rules = aws.s3.get_bucket_replication(Bucket=name)["ReplicationConfiguration"]["Rules"]
    except aws.s3.exceptions.ClientError:
        return []
    destinations = [entry["Destination"] for entry in rules]
    return [
        {"bucket": to["Bucket"], "key": describe_key(to["EncryptionConfiguration"]["ReplicaKmsKeyID"])}
        for to in destinations
    ]


def lock_of(aws, name):
    try:
        lock = aws.s3.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"]
    except aws.s3.exceptions.ClientError:
        return None
    return lock["Rule"]["DefaultRetention"]["Days"]


def buckets(aws):
    for entry in aws.s3.list_buckets()["Buckets"]:
        name = entry["Name"]
        if aws.s3.get_bucket_location(Bucket=name)["LocationConstraint"] != aws.region:
            continue
        encryption = aws.s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
        yield name, {
            "encryption": encryption["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"],
            "versioning": aws.s3.get_bucket_versioning(Bucket=name)["Status"],
            "blocks": sorted(
                set(aws.s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())
            ),
            "policy": len(json.loads(aws.s3.get_bucket_policy(Bucket=name)["Policy"])["Statement"]),
            "lifecycle": len(aws.s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]),
            "lockedDays": lock_of(aws, name),
            "copies": replication_of(aws, name),
        }


def keys(aws):
    return sorted(describe_key(entry["KeyArn"]) for entry in aws.kms.list_keys()["Keys"])


def health_checks(aws):
    """Addresses that are called, and of how many checks others count the healthy ones."""
    for check in aws.route53.list_health_checks()["HealthChecks"]:
        config = check["HealthCheckConfig"]
        yield config.get("IPAddress", len(config.get("ChildHealthChecks", [])))


def records(aws):
    for zone in aws.route53.list_hosted_zones()["HostedZones"]:
        for entry in aws.route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]:
            if "AliasTarget" in entry:
                yield [entry["Name"], entry["Type"], entry.get("Failover"), "HealthCheckId" in entry]


def secrets(aws):
    return sorted(entry["Name"] for entry in aws.secretsmanager.list_secrets()["SecretList"])


def report(region):
    aws = CLIENTS[region]
    ec2, rds, elasticache = aws.ec2, aws.rds, aws.elasticache
    own_vpcs = [
        made[region, name]["Ref"]
        for name, resource in templates[region]["Resources"].items()
        if resource["Type"] == "AWS::EC2::VPC"
    ]
    own = [{"Name": "vpc-id", "Values": own_vpcs}]
    return {
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
        "buckets": dict(buckets(aws)),
        "keys": keys(aws),
        "secrets": secrets(aws),
        "healthChecks": list(health_checks(aws)),
        "records": list(records(aws)),
        "left": sorted({one["Type"] for one in templates[region]["Resources"].values()} - CREATORS.keys()),
    }


print(json.dumps({region: report(region) for region in templates}))
