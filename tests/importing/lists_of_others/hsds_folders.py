"""Folders of the Human Services Data Specification: version 3 with its package, and an older one as a Mac zips it."""

import json
from pathlib import Path

from tests.importing.lists_of_others.workbooks import zip_archive

PACKAGE = {
    "organizations": """\
id,name,alternate_name,description,email,website,tax_status,tax_id,year_incorporated,legal_status,parent_organization_id
a0000000-0000-4000-8000-000000000001,Sample Harbour Trust,SHT,A made-up trust that runs helplines and lessons.,desk@harbour.example,https://harbour.example,,,1994,charity,
a0000000-0000-4000-8000-000000000002,Sample Harbour Scotland,,The made-up Scottish branch.,,https://scotland.harbour.example,,,2006,charity,a0000000-0000-4000-8000-000000000001
a0000000-0000-4000-8000-000000000003,Mock Shannon Centre,MSC,A made-up centre for recovery.,,http://shannon.example/en,,,2011,,
a0000000-0000-4000-8000-000000000004,Placeholder Pantry,,Made-up food bank without services for this directory.,,,,,,,
""",
    "services": """\
id,organization_id,name,alternate_name,description,url,email,status,last_modified
b0000000-0000-4000-8000-000000000001,a0000000-0000-4000-8000-000000000001,Harbour Listens (sample),HL,"Counselling for children, by telephone and chat.",https://listens.harbour.example,,active,2024-02-01T10:00:00Z
b0000000-0000-4000-8000-000000000002,a0000000-0000-4000-8000-000000000001,Harbour Lessons (sample),,Lessons on safety online for schools.,https://harbour.example/lessons,,active,2024-02-01T10:00:00Z
b0000000-0000-4000-8000-000000000003,a0000000-0000-4000-8000-000000000002,Harbour Lessons Scotland (sample),,The same lessons in Gaelic and English.,,,temporarily closed,2023-11-20T08:00:00Z
b0000000-0000-4000-8000-000000000004,a0000000-0000-4000-8000-000000000003,Shannon Recovery (sample),,Therapy for survivors.,http://shannon.example/en/recovery,,active,2024-01-05T12:00:00Z
b0000000-0000-4000-8000-000000000005,a0000000-0000-4000-8000-000000000003,Old Shannon Tipline (sample),,Took reports until 2019.,,,defunct,2019-12-31T00:00:00Z
""",
    "locations": """\
id,organization_id,location_type,name,latitude,longitude
c0000000-0000-4000-8000-000000000001,a0000000-0000-4000-8000-000000000001,physical,Harbour House,50.1,-5.1
c0000000-0000-4000-8000-000000000002,a0000000-0000-4000-8000-000000000002,physical,Harbour House North,57.1,-2.1
c0000000-0000-4000-8000-000000000003,a0000000-0000-4000-8000-000000000003,physical,Shannon House,52.7,-8.6
""",
    "service_at_location": """\
id,service_id,location_id,description
d0000000-0000-4000-8000-000000000001,b0000000-0000-4000-8000-000000000001,c0000000-0000-4000-8000-000000000001,
d0000000-0000-4000-8000-000000000002,b0000000-0000-4000-8000-000000000002,c0000000-0000-4000-8000-000000000001,
d0000000-0000-4000-8000-000000000003,b0000000-0000-4000-8000-000000000003,c0000000-0000-4000-8000-000000000002,
d0000000-0000-4000-8000-000000000004,b0000000-0000-4000-8000-000000000004,c0000000-0000-4000-8000-000000000003,
d0000000-0000-4000-8000-000000000005,b0000000-0000-4000-8000-000000000005,c0000000-0000-4000-8000-000000000003,
""",
    "addresses": """\
id,location_id,address_1,city,state_province,postal_code,country,address_type
e0000000-0000-4000-8000-000000000001,c0000000-0000-4000-8000-000000000001,1 Sample Street,Sampleton,,ZZ1 1ZZ,GB,physical
e0000000-0000-4000-8000-000000000002,c0000000-0000-4000-8000-000000000002,2 Sample Street,North Sampleton,Scotland,ZZ2 2ZZ,GB,physical
e0000000-0000-4000-8000-000000000003,c0000000-0000-4000-8000-000000000003,3 Mock Quay,Mocktown,,,IE,physical
""",
    "service_areas": """\
id,service_id,name,extent_type
f0000000-0000-4000-8000-000000000001,b0000000-0000-4000-8000-000000000001,United Kingdom,text
f0000000-0000-4000-8000-000000000002,b0000000-0000-4000-8000-000000000001,Ireland,text
f0000000-0000-4000-8000-000000000003,b0000000-0000-4000-8000-000000000003,Scotland,text
""",
    "languages": """\
id,service_id,name,code
10000000-0000-4000-8000-000000000001,b0000000-0000-4000-8000-000000000001,English,en
10000000-0000-4000-8000-000000000002,b0000000-0000-4000-8000-000000000001,Welsh,cy
10000000-0000-4000-8000-000000000003,b0000000-0000-4000-8000-000000000003,Scottish Gaelic,gla
10000000-0000-4000-8000-000000000004,b0000000-0000-4000-8000-000000000003,English,eng
10000000-0000-4000-8000-000000000005,b0000000-0000-4000-8000-000000000004,Irish,
""",
    "taxonomies": """\
id,name,description,version
20000000-0000-4000-8000-000000000001,Sample terms,Words of a made-up information line,2
""",
    "taxonomy_terms": """\
id,code,name,description,parent_id,taxonomy,language,taxonomy_id
30000000-0000-4000-8000-000000000001,S-1,Online safety education,,,Sample terms,en,20000000-0000-4000-8000-000000000001
30000000-0000-4000-8000-000000000002,S-2,Survivor support,,,Sample terms,en,20000000-0000-4000-8000-000000000001
30000000-0000-4000-8000-000000000003,S-3,Evening meals,,,Sample terms,en,20000000-0000-4000-8000-000000000001
30000000-0000-4000-8000-000000000004,S-4,Tipline,,,Sample terms,en,20000000-0000-4000-8000-000000000001
""",
    "attributes": """\
id,link_id,taxonomy_term_id,link_type,link_entity,value
40000000-0000-4000-8000-000000000001,b0000000-0000-4000-8000-000000000002,30000000-0000-4000-8000-000000000001,,service,
40000000-0000-4000-8000-000000000002,b0000000-0000-4000-8000-000000000003,30000000-0000-4000-8000-000000000001,,service,
40000000-0000-4000-8000-000000000003,b0000000-0000-4000-8000-000000000004,30000000-0000-4000-8000-000000000002,,service,
40000000-0000-4000-8000-000000000004,b0000000-0000-4000-8000-000000000004,30000000-0000-4000-8000-000000000003,,service,
40000000-0000-4000-8000-000000000005,b0000000-0000-4000-8000-000000000005,30000000-0000-4000-8000-000000000004,,service,
""",
}
OLDER = {
    "organizations": """\
id,name,alternate_name,description,email,url,year_incorporated
1,Demo Ciutat Segura,DCS,"Made-up association, Barcelona",,http://demo-ciutat.example,2002
2,Demo Norte Foundation,,Made-up foundation,,demo-norte.example,2009
3,"Mock Valley Police, Children Online Unit",MVP,Made-up unit,,https://police.mock-valley.example,
""",
    "services": """\
id,organization_id,name,description,url,status
5,1,Parlem (demo),"Talks with parents, in the library",http://demo-ciutat.example/parlem,Active
6,1,Xarxa (demo),Network of youth workers,,Active
7,2,Norte Hotline (demo),Takes reports of content,https://hotline.demo-norte.example,Active
7,3,Mock Valley Training (demo),Training of officers,,Active
8,99,Lost Service (demo),The organization of this service is not in the folder,,Inactive
""",
    "locations": """\
id,organization_id,name
11,1,Sala Demo
12,2,Casa Demo
13,3,Mock Valley Station
""",
    "services_at_location": """\
id,service_id,location_id
21,5,11
22,6,11
24,8,12
""",
    "physical_addresses": """\
id,location_id,address_1,city,state_province,postal_code,country
31,11,Carrer Demo 1,Barcelona,Catalunya,00001,ES
32,12,Rua Demo 2,Porto,,0000-002,PT
33,13,Mock Road 3,Mock Valley,WA,00003,US
""",
    "languages": """\
id,service_id,language
41,5,Catalan
42,5,Spanish
43,6,Catalan
44,8,Portuguese
""",
    "taxonomy": """\
id,name,parent_id,parent_name,vocabulary
51,Digital literacy,,,demo
52,Hotline,,,demo
53,Youth work,,,demo
""",
    "services_taxonomy": """\
id,service_id,taxonomy_id
61,5,51
62,6,53
63,8,52
""",
}


def write(folder: Path) -> None:
    """Write both archives; the older one has what a Mac adds to an archive."""
    package = {
        "name": "sample-harbour",
        "title": "Sample Harbour: services (made up)",
        "profile": "tabular-data-package",
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "schema": {"fields": [{"name": n} for n in text.split("\n")[0].split(",")]},
            }
            for name, text in PACKAGE.items()
        ],
    }
    tables = [(f"{name}.csv", text.encode()) for name, text in PACKAGE.items()]
    zip_archive(
        folder / "05_hsds_package.zip",
        [("datapackage.json", json.dumps(package, indent=1).encode()), *tables],
    )
    older = [("hsds export 2019/", b""), ("hsds export 2019/.DS_Store", b"\0\0\0\1Bud1")]
    older += [
        (f"hsds export 2019/{name}.csv", text.replace("\n", "\r\n").encode()) for name, text in OLDER.items()
    ]
    older += [("__MACOSX/hsds export 2019/._services.csv", b"\0\5\x16\7\0\2\0\0Mac OS X")]
    zip_archive(folder / "06_hsds_folder.zip", older)
