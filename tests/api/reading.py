"""How tests read a thing."""


def read(client, path):
    """The JSON of a thing, which its list shows the same."""
    response = client.get(f"/api/v1/{path}/")
    assert response.status_code == 200, response.content
    listed = client.get(f"/api/v1/{path.split('/')[0]}/").json()["results"]
    assert response.json() in listed
    return response.json()
