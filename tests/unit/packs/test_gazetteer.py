"""The districts we ship are real ones, and stand where they say."""

import json

from fieldmonitor.packs.gazetteer import fold, load_gazetteer


def test_names_are_found_in_any_case_and_without_accents():
    gazetteer = load_gazetteer()
    place = gazetteer.by_name("la libertad", "SANCHEZ CARRION", "Huamachuco")
    assert place and place.ubigeo == "130901"
    assert gazetteer.by_name("Lima", "Huaura", "Trujillo") is None


def test_codes_are_unique_and_nest():
    places = list(load_gazetteer())
    assert len(places) == len({place.ubigeo for place in places}) >= 40
    for level, names in ((2, "department"), (4, "province")):
        by_prefix = {(p.ubigeo[:level], getattr(p, names)) for p in places}
        assert len(by_prefix) == len({prefix for prefix, _ in by_prefix})


def test_codes_names_and_points_agree_with_the_map(shared):
    topology = json.loads((shared / "data" / "geo" / "peru-100k.json").read_text())
    names = [
        {g["properties"]["id"]: g["properties"]["name"] for g in topology["objects"][level]["geometries"]}
        for level in ("level2", "level3", "level4")
    ]
    shapes = {g["properties"]["id"]: g for g in topology["objects"]["level4"]["geometries"]}
    arcs = _arcs(topology)
    for place in load_gazetteer():
        found = [table[place.ubigeo[:size]] for table, size in zip(names, (2, 4, 6), strict=True)]
        written = (place.department, place.province, place.district)
        assert [fold(name) for name in found] == [fold(name) for name in written]
        assert _inside(place.longitude, place.latitude, _rings(shapes[place.ubigeo], arcs)), place


def _arcs(topology):
    (scale_x, scale_y), (move_x, move_y) = (topology["transform"][k] for k in ("scale", "translate"))
    decoded = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        decoded.append(points)
    return decoded


def _rings(shape, arcs):
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return [
        [point for index in ring for point in (arcs[index] if index >= 0 else arcs[~index][::-1])]
        for polygon in polygons
        for ring in polygon
    ]


def _inside(x, y, rings):
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside
